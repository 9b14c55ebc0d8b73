import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Writes the classes of a jar again in the format of Java 8, with stack maps, where they are older.
/// Java's AOT cache leaves out classes of before Java 6, because they are verified in another way;
/// picocli is made of such (docs/adr/0101). Argument: the jar, which is replaced.
void main(String[] arguments) throws IOException {
  Path jar = Path.of(arguments[0]);
  Path made = jar.resolveSibling(jar.getFileName() + ".new");
  try (JarFile in = new JarFile(jar.toFile());
      URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
      JarOutputStream out = new JarOutputStream(Files.newOutputStream(made))) {
    ClassFile format =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(classes)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    for (JarEntry entry : in.stream().toList()) {
      out.putNextEntry(new JarEntry(entry.getName()));
      copy(format, in.getInputStream(entry), entry.getName(), out);
      out.closeEntry();
    }
  }
  Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
}

void copy(ClassFile format, InputStream from, String name, OutputStream to) throws IOException {
  byte[] bytes = from.readAllBytes();
  to.write(name.endsWith(".class") ? upgraded(format, bytes) : bytes);
}

byte[] upgraded(ClassFile format, byte[] bytes) {
  var old = format.parse(bytes);
  if (old.majorVersion() >= ClassFile.JAVA_6_VERSION) {
    return bytes;
  }
  ClassTransform version =
      (builder, element) -> {
        if (element instanceof ClassFileVersion) {
          builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
        } else {
          builder.with(element);
        }
      };
  return format.transformClass(
      old, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
}
