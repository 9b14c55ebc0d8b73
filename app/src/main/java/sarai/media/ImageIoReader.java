package sarai.media;

import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/// Reads what the JDK reads: png, jpeg, gif, bmp, tiff; of an animation the first picture. The size
/// is read from the header and judged before any pixel is decoded.
final class ImageIoReader {
  private static final int HEAD = 1 << 16;

  private ImageIoReader() {}

  /// What the head of a file tells.
  ///
  /// @param isPlain whether it has colours as a screen does, and none of it is transparent
  record Header(ImageSize size, boolean isPlain) {}

  /// Reads no pixel.
  ///
  /// @return empty when the JDK does not know this variant of the format
  static Optional<Header> header(Path file, MediaType type, long maxPixels)
      throws MediaException, IOException {
    ImageReader reader = ImageIO.getImageReadersByMIMEType(type.mime()).next();
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      reader.setInput(in, /* seekForwardOnly= */ true, /* ignoreMetadata= */ true);
      return header(reader, type, maxPixels);
    } finally {
      reader.dispose();
    }
  }

  private static Optional<Header> header(ImageReader reader, MediaType type, long maxPixels)
      throws MediaException {
    try {
      ImageSize size = new ImageSize(reader.getWidth(0), reader.getHeight(0));
      requireDecodable(size, maxPixels);
      Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
      boolean plain = types.hasNext() && isPlain(types.next().getColorModel());
      return Optional.of(new Header(size, plain));
    } catch (IOException | RuntimeException e) {
      if (isUnknown(e)) {
        return Optional.empty();
      }
      throw broken(type, e);
    }
  }

  private static boolean isUnknown(Exception e) {
    return String.valueOf(e.getMessage()).contains("Unsupported");
  }

  private static boolean isPlain(ColorModel model) {
    return !model.hasAlpha() && !(model instanceof IndexColorModel);
  }

  private static MediaException.Unreadable broken(MediaType type, Exception e) {
    return new MediaException.Unreadable(
        "the %s file is broken or cut off (%s): send it again".formatted(type.mime(), cause(e)), e);
  }

  /// @param maxPixels most pixels that are decoded
  /// @return empty when the JDK does not know this variant of the format
  static Optional<Pixels> read(Path file, MediaType type, long maxPixels)
      throws MediaException, IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(type.mime());
    if (!readers.hasNext()) {
      return Optional.empty();
    }
    ImageReader reader = readers.next();
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      reader.setInput(in, /* seekForwardOnly= */ true, /* ignoreMetadata= */ true);
      return decoded(reader, file, type, maxPixels);
    } finally {
      reader.dispose();
    }
  }

  /// ImageIO's readers are not written for broken files: besides [IOException] they throw whatever
  /// their arithmetic leads to.
  private static Optional<Pixels> decoded(
      ImageReader reader, Path file, MediaType type, long maxPixels) throws MediaException {
    Complaints complaints = new Complaints();
    reader.addIIOReadWarningListener(complaints);
    try {
      ImageSize size = new ImageSize(reader.getWidth(0), reader.getHeight(0));
      requireDecodable(size, maxPixels);
      Pixels pixels =
          hasColours(reader)
              ? Canvas.pixels(reader.read(0))
              : FourInks.read(reader.readRaster(0, null), head(file));
      complaints.requireNone(type);
      return Optional.of(pixels);
    } catch (IOException | RuntimeException e) {
      if (isUnknown(e)) {
        return Optional.empty();
      }
      throw broken(type, e);
    }
  }

  static void requireDecodable(ImageSize size, long maxPixels) throws MediaException {
    if (size.width() < 1 || size.height() < 1) {
      throw new MediaException.BadShape(size, QwenResize.MAX_RATIO);
    }
    if (size.pixels() > maxPixels) {
      throw new MediaException.TooManyPixels(size, maxPixels);
    }
  }

  private static boolean hasColours(ImageReader reader) throws IOException {
    return reader.getImageTypes(0).hasNext();
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    }
  }

  private static String cause(Throwable e) {
    return e instanceof EOFException ? "it ends too early" : String.valueOf(e.getMessage());
  }

  /// A JPEG that is cut off is only worth a warning to its reader; to us it is an error.
  private static final class Complaints implements IIOReadWarningListener {
    private String first = "";

    @Override
    public void warningOccurred(ImageReader source, String warning) {
      first = first.isEmpty() ? warning : first;
    }

    private void requireNone(MediaType type) throws MediaException {
      String text = first.toLowerCase(Locale.ROOT);
      if (text.contains("truncated") || text.contains("premature") || text.contains("eof")) {
        throw new MediaException.Unreadable(
            "the %s file is cut off (%s): send it again".formatted(type.mime(), first));
      }
    }
  }
}
