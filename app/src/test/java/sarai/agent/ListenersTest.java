package sarai.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sarai.config.ConfigException;
import sarai.config.ConfigReader;
import sarai.config.ModelConfig;

/// Who writes speech down first.
class ListenersTest {
  private static List<String> listeners(boolean first, boolean understands) throws ConfigException {
    String profile =
        """
        models:
          omni: { role: audio, gguf_file: a.gguf, mmproj_file: b.gguf, understands_speech: %s }
          whisper: { role: speech, engine: whisper, gguf_file: w.bin }
          whisper_small: { role: speech, engine: whisper, gguf_file: s.bin }
          beeps: { role: audio, gguf_file: c.gguf, mmproj_file: d.gguf }
        routing:
          multimodal_variant_selection:
            audio: { model: omni, transcribes_first: %s }
        """
            .formatted(understands, first);
    return SpeechHearing.listeners(ConfigReader.read("test.yaml", profile, Path.of("."), Map.of()))
        .stream()
        .map(ModelConfig::id)
        .toList();
  }

  @Test
  void speechModelsListenFirstAndTheAudioModelAfterThem() throws Exception {
    assertThat(listeners(false, true)).containsExactly("whisper", "whisper_small", "omni");
  }

  @Test
  void theAudioModelListensFirstWhereTheConfigurationSaysSo() throws Exception {
    assertThat(listeners(true, true)).containsExactly("omni", "whisper", "whisper_small");
  }

  @Test
  void anAudioModelThatUnderstandsNoSpeechListensNever() throws Exception {
    assertThat(listeners(false, false)).containsExactly("whisper", "whisper_small");
    assertThatThrownBy(() -> listeners(true, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("transcribes_first")
        .hasMessageContaining("does not understand speech");
  }
}
