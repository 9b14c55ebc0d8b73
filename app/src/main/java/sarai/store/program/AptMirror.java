package sarai.store.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The Debian mirror that this machine uses. Immutable.
///
/// @param address such as the `URIs:` of its own sources
/// @param keyring file that its signatures are checked with
record AptMirror(String address, String keyring) {
  static final String DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

  private static final Pattern ONE_LINE =
      Pattern.compile("deb\\s+(?:\\[([^\\]]*)]\\s+)?(\\S+)\\s+(\\S+)\\s+(.*)");
  private static final Pattern SIGNED_BY = Pattern.compile("signed-by=(\\S+)");

  /// The first entry in use that is a Debian archive with `main`, not a security or foreign one.
  ///
  /// @param oneLine texts of `.list` files
  /// @param deb822 texts of `.sources` files
  static Optional<AptMirror> of(List<String> deb822, List<String> oneLine) {
    return Stream.concat(
            deb822.stream().flatMap(text -> stanzas(text).stream()),
            oneLine.stream().flatMap(text -> lines(text).stream()))
        .filter(entry -> entry.isDebian())
        .map(entry -> new AptMirror(entry.address(), keyring(entry.signedBy())))
        .findFirst();
  }

  /// @param signedBy empty when the entry does not say
  private record Entry(String address, String suites, String components, String signedBy) {
    boolean isDebian() {
      return address.replaceAll("/+$", "").endsWith("/debian")
          && List.of(components.split("\\s+")).contains("main")
          && !suites.contains("security");
    }
  }

  private static String keyring(String signedBy) {
    return signedBy.startsWith("/") ? signedBy : DEBIAN_KEYRING;
  }

  private static List<Entry> stanzas(String text) {
    List<Entry> entries = new ArrayList<>();
    String bare = text.replaceAll("(?m)^#.*\\R?", "");
    for (String stanza : bare.split("\\R\\s*\\R")) {
      boolean off = field(stanza, "Enabled").equalsIgnoreCase("no");
      boolean binary = List.of(field(stanza, "Types").split("\\s+")).contains("deb");
      for (String address : field(stanza, "URIs").split("\\s+")) {
        if (binary && !off) {
          entries.add(
              new Entry(
                  address,
                  field(stanza, "Suites"),
                  field(stanza, "Components"),
                  field(stanza, "Signed-By")));
        }
      }
    }
    return entries;
  }

  private static String field(String stanza, String name) {
    Matcher match = Pattern.compile("(?mi)^" + name + ":[ \\t]*(.*)$").matcher(stanza);
    return match.find() ? match.group(1).strip() : "";
  }

  private static List<Entry> lines(String text) {
    List<Entry> entries = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      Matcher match = ONE_LINE.matcher(line.replaceAll("\\s+#.*", ""));
      if (match.matches()) {
        String options = match.group(1) == null ? "" : match.group(1);
        Matcher signed = SIGNED_BY.matcher(options);
        entries.add(
            new Entry(
                match.group(2),
                match.group(3),
                match.group(4),
                signed.find() ? signed.group(1) : ""));
      }
    }
    return entries;
  }
}
