package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import sarai.media.MediaException;
import sarai.media.MediaIntake;
import sarai.media.MediaScope;
import sarai.media.MediaSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a person asks on the command line, for the running server or for this process. Immutable.
///
/// @param model the model to ask; null lets the router choose
/// @param fps frames to look at for each second of a clip; null for the configured default
record Question(
    String text,
    List<Path> images,
    List<Path> videos,
    List<Path> audios,
    @Nullable String model,
    @Nullable Double fps,
    @Nullable Integer maxTokens) {
  Question {
    images = List.copyOf(images);
    videos = List.copyOf(videos);
    audios = List.copyOf(audios);
  }

  static Question text(String text) {
    return new Question(text, List.of(), List.of(), List.of(), null, null, null);
  }

  static Question image(String text, Path image) {
    return new Question(text, List.of(image), List.of(), List.of(), null, null, null);
  }

  static Question video(String text, Path video) {
    return new Question(text, List.of(), List.of(video), List.of(), null, null, null);
  }

  static Question audio(String text, Path audio) {
    return new Question(text, List.of(), List.of(), List.of(audio), null, null, null);
  }

  private String target() {
    return model == null ? ChatRequest.ROUTED : model;
  }

  /// The request for this process; `scope` holds its media.
  ChatRequest request(MediaIntake intake, MediaScope scope) throws MediaException, IOException {
    List<Content> parts = new ArrayList<>();
    for (Path image : images) {
      parts.add(new Content.Image(intake.take(new MediaSource.LocalFile(image), scope)));
    }
    for (Path video : videos) {
      parts.add(
          new Content.Video(intake.take(new MediaSource.LocalFile(video), scope), fps, null, null));
    }
    for (Path audio : audios) {
      parts.add(new Content.Audio(intake.take(new MediaSource.LocalFile(audio), scope)));
    }
    if (!text.isBlank()) {
      parts.add(new Content.Text(text));
    }
    Message message = Message.of(Role.USER, parts.toArray(Content[]::new));
    return new ChatRequest(target(), List.of(message), maxTokens, Parameters.NONE, null, null);
  }

  /// The body for a server, with the media inside.
  ObjectNode body() throws IOException, CommandException {
    ObjectNode body = new JsonMapper().createObjectNode().put("model", target());
    if (maxTokens != null) {
      body.put("max_tokens", maxTokens);
    }
    ArrayNode parts = body.putArray("messages").addObject().put("role", "user").putArray("content");
    for (Path image : images) {
      parts.addObject().put("type", "image_url").putObject("image_url").put("url", data(image));
    }
    for (Path video : videos) {
      ObjectNode part = parts.addObject().put("type", "video_url");
      part.putObject("video_url").put("url", data(video));
      if (fps != null) {
        part.put("fps", fps);
      }
    }
    for (Path audio : audios) {
      parts.addObject().put("type", "input_audio").putObject("input_audio").put("url", data(audio));
    }
    if (!text.isBlank()) {
      parts.addObject().put("type", "text").put("text", text);
    }
    return body;
  }

  private static String data(Path file) throws IOException, CommandException {
    if (!Files.isRegularFile(file)) {
      throw new CommandException(
          ExitCode.REFUSED_INPUT, file + " is no file that can be read: check its name");
    }
    return "data:application/octet-stream;base64,"
        + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
