package sarai.graph;

import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;

/// The kinds of input that the question of a request holds.
record Inputs(boolean image, boolean video, boolean audio) {
  static final Inputs TEXT = new Inputs(false, false, false);

  /// What decides the first edge: a clip wins over pictures, seeing over hearing.
  enum Kind {
    VISION,
    AUDIO,
    TEXT
  }

  static Inputs of(ChatRequest request) {
    Message question = request.question();
    if (question == null) {
      return TEXT;
    }
    boolean image = false;
    boolean video = false;
    boolean audio = false;
    for (Content part : question.content()) {
      switch (part) {
        case Content.Image _ -> image = true;
        case Content.Video _ -> video = true;
        case Content.Audio _ -> audio = true;
        case Content.Text _ -> {}
      }
    }
    return new Inputs(image, video, audio);
  }

  boolean visual() {
    return image || video;
  }

  Kind kind() {
    return audio ? Kind.AUDIO : visual() ? Kind.VISION : Kind.TEXT;
  }
}
