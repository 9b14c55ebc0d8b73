package sarai.chat;

/// Who speaks in a message. OpenAI's `developer` role reads as `SYSTEM`.
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT,
  TOOL
}
