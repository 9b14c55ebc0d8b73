package sarai.store.convert;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/// The alphabet in which GPT-2's vocabularies print arbitrary bytes: printable Latin-1 characters
/// stand for themselves, the other bytes for the characters from U+0100 on, in order.
final class Gpt2Bytes {
  private final Map<Integer, Integer> bytes = HashMap.newHashMap(256);

  Gpt2Bytes() {
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable = (value > ' ' && value < 0x7f) || (value > 0xa0 && value != 0xad);
      bytes.put(printable ? value : next++, value);
    }
  }

  byte[] decode(String printed) throws MalformedFileException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(printed.length());
    for (int i = 0; i < printed.length(); i++) {
      Integer value = bytes.get((int) printed.charAt(i));
      if (value == null) {
        throw new MalformedFileException(
            "the token '" + printed + "' is not in GPT-2's byte alphabet");
      }
      out.write(value);
    }
    return out.toByteArray();
  }
}
