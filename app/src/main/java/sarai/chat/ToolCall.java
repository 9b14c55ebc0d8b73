package sarai.chat;

/// A complete call of a tool, as the model asked for it.
///
/// @param arguments JSON text, exactly as the model wrote it
public record ToolCall(String id, String name, String arguments) {}
