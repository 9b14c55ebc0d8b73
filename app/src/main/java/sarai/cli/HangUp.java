package sarai.cli;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// The signal `SIGHUP`, where the system has it. The JDK's class for signals is looked up by name:
/// javac warns of it in a way that `--release` and `@SuppressWarnings` cannot silence, and warnings
/// are errors here.
final class HangUp {
  private static final System.Logger LOG = System.getLogger("sarai.cli");

  private HangUp() {}

  /// Calls `told` at each such signal, on a thread of its own. Without effect on a system or Java
  /// machine that does not let us hear it.
  static void listen(Runnable told) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.publicLookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(told);
      Object handling =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      var _ = signal.getMethod("handle", signal, handler).invoke(null, hangUp, handling);
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.DEBUG, "SIGHUP cannot be heard", e);
    }
  }
}
