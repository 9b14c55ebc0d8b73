package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sarai.agent.AnswerException;
import sarai.media.ImageSize;
import sarai.media.MediaException;
import sarai.units.Bytes;

final class ApiErrorTest {
  @Test
  void mediaThatMayBeTakenLaterIsNoWrongRequest() {
    MediaException full =
        new MediaException.SpoolFull(Bytes.ofMegabytes(200), Bytes.ofMegabytes(200));
    assertThat(ApiError.from(AnswerException.from(full)))
        .isEqualTo(ApiError.refusedUpload(full))
        .returns(429, ApiError::status)
        .returns("rate_limit_error", ApiError::type);
    assertThat(ApiError.from(AnswerException.from(new MediaException.FetchFailed("no answer"))))
        .returns(503, ApiError::status)
        .returns("unavailable_error", ApiError::type);
    assertThat(ApiError.refusedUpload(new MediaException.DecoderMissing("no ffmpeg")))
        .returns(503, ApiError::status)
        .returns("not_installed", ApiError::code);
  }

  @Test
  void mediaThatIsNeverTakenIsAWrongRequestThatNamesItsField() {
    MediaException pixels = new MediaException.TooManyPixels(new ImageSize(10, 10), 50);
    assertThat(ApiError.from(AnswerException.from(pixels)))
        .returns(400, ApiError::status)
        .returns("messages", ApiError::param)
        .returns("media_too_many_pixels", ApiError::code);
    assertThat(ApiError.refusedUpload(pixels))
        .returns(400, ApiError::status)
        .returns("file", ApiError::param);
  }
}
