package sarai;

/// Arguments to parts.
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
