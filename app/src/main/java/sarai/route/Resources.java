package sarai.route;

import java.io.InputStream;

/// Files beside this package in the jar.
final class Resources {
  private Resources() {}

  static InputStream open(String name) {
    InputStream in = Resources.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the program's own file sarai/route/" + name + " is missing");
    }
    return in;
  }
}
