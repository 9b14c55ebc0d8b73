package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.cli.RealServe;
import sarai.testing.RealEngine;

/// The official Java client, unmodified, against a real server with a real engine.
final class OpenAiJavaIT {
  @TempDir private Path data;

  @Test
  void streamsAChatWithAPictureInBothLanguages() throws IOException {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      OpenAIClient client = client(server);
      try {
        assertThat(ask(client, "What objects do you see?")).containsIgnoringCase("red circle");
        assertThat(ask(client, "¿Qué objetos ves?")).containsIgnoringCase("círculo rojo");
      } finally {
        client.close();
      }
    }
  }

  @Test
  void unknownModelIsItsNotFound() throws IOException {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      OpenAIClient client = client(server);
      ChatCompletionCreateParams question =
          ChatCompletionCreateParams.builder().model("nobody").addUserMessage("hello").build();
      try {
        assertThatThrownBy(() -> client.chat().completions().create(question))
            .isInstanceOf(NotFoundException.class)
            .hasMessageContaining("nobody");
      } finally {
        client.close();
      }
    }
  }

  private static OpenAIClient client(RealServe server) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(server.address().resolve("/v1").toString())
        .apiKey("none")
        .maxRetries(0)
        .timeout(Duration.ofMinutes(2))
        .build();
  }

  private static String ask(OpenAIClient client, String question) throws IOException {
    ChatCompletionCreateParams params =
        ChatCompletionCreateParams.builder()
            .model("sarai")
            .addUserMessageOfArrayOfContentParts(List.of(text(question), picture()))
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .maxCompletionTokens(40)
            .temperature(0)
            .build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();
      assertThat(chunks.getLast().usage())
          .hasValueSatisfying(usage -> assertThat(usage.completionTokens()).isPositive());
      return chunks.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .flatMap(choice -> choice.delta().content().stream())
          .collect(Collectors.joining());
    }
  }

  private static ChatCompletionContentPart text(String question) {
    return ChatCompletionContentPart.ofText(
        ChatCompletionContentPartText.builder().text(question).build());
  }

  private static ChatCompletionContentPart picture() throws IOException {
    byte[] png = Files.readAllBytes(RealEngine.repository("samples/red-circle.png"));
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    return ChatCompletionContentPart.ofImageUrl(
        ChatCompletionContentPartImage.builder()
            .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(url).build())
            .build());
  }
}
