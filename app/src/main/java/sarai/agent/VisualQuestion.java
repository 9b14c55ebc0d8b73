package sarai.agent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sarai.cache.Asker;
import sarai.cache.VisionKey;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.config.ModelConfig;

/// What a visual question is kept under.
final class VisualQuestion {
  private VisualQuestion() {}

  /// @return empty for what is never kept: a request of nobody stands alone, and the calls of tools
  ///   and probabilities of words are not part of an answer's text
  static Optional<VisionKey> key(ChatRequest request, ModelConfig model) {
    Message question = request.question();
    String owner = asker(request).owner();
    boolean plain = !request.parameters().has("tools") && !request.parameters().has("logprobs");
    return question == null || owner.isEmpty() || !plain
        ? Optional.empty()
        : Optional.of(
            VisionKey.of(
                owner,
                digest(model.toString()),
                media(request),
                question.text(),
                context(request, question)));
  }

  static Asker asker(ChatRequest request) {
    return new Asker(request.user(), request.session());
  }

  private static List<String> media(ChatRequest request) {
    List<String> hashes = new ArrayList<>();
    for (Message message : request.messages()) {
      for (Content part : message.content()) {
        switch (part) {
          case Content.Text _ -> {}
          case Content.Image image -> hashes.add(image.media().sha256());
          case Content.Video video -> hashes.add(video.media().sha256());
          case Content.Audio audio -> hashes.add(audio.media().sha256());
        }
      }
    }
    return hashes;
  }

  private static String context(ChatRequest request, Message question) {
    StringBuilder context = new StringBuilder();
    context.append(request.maxTokens()).append(request.parameters());
    for (Message message : request.messages()) {
      context.append('\n').append(message.role());
      for (Content part : message.content()) {
        context.append('\n').append(described(part, message.equals(question)));
      }
    }
    return digest(context.toString());
  }

  private static String described(Content part, boolean asked) {
    return switch (part) {
      case Content.Text text -> asked ? "text" : "text " + text.text();
      case Content.Image _ -> "image";
      case Content.Video video ->
          "video %s %s %s".formatted(video.fps(), video.startSeconds(), video.endSeconds());
      case Content.Audio _ -> "audio";
    };
  }

  private static String digest(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
