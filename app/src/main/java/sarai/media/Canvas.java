package sarai.media;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/// What the JDK decoded, as our pixels.
///
/// The JDK takes gray samples for linear light and brightens them (128 becomes 188); every other
/// program, and so every model, takes them as they are. So gray is read from the raster here.
final class Canvas {
  private Canvas() {}

  static Pixels pixels(BufferedImage image) {
    ImageSize size = new ImageSize(image.getWidth(), image.getHeight());
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
      return new Pixels(size, fromBgr(image, size));
    }
    int[] argb =
        isGray(image.getColorModel())
            ? fromGray(image, size)
            : image.getRGB(0, 0, size.width(), size.height(), null, 0, size.width());
    if (image.getColorModel().getTransparency() == Transparency.OPAQUE) {
      for (int i = 0; i < argb.length; i++) {
        argb[i] |= 0xFF000000;
      }
    }
    return Pixels.onWhite(size, argb);
  }

  /// The usual result of a JPEG, in its own loop: about ten times as fast as the general way.
  private static int[] fromBgr(BufferedImage image, ImageSize size) {
    byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int[] rgb = new int[Math.toIntExact(size.pixels())];
    for (int i = 0, at = 0; i < rgb.length; i++, at += 3) {
      rgb[i] = (bytes[at + 2] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at] & 0xFF);
    }
    return rgb;
  }

  private static boolean isGray(ColorModel model) {
    return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(model instanceof IndexColorModel);
  }

  private static int[] fromGray(BufferedImage image, ImageSize size) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    int[] row = new int[bands * size.width()];
    int[] argb = new int[Math.toIntExact(size.pixels())];
    for (int y = 0, to = 0; y < size.height(); y++) {
      raster.getPixels(0, y, size.width(), 1, row);
      for (int at = 0; at < row.length; at += bands) {
        int alpha = bands == 2 ? row[at + 1] * 255 / most : 255;
        argb[to++] = alpha << 24 | (row[at] * 255 / most) * 0x010101;
      }
    }
    return argb;
  }
}
