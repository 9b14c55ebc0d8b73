package sarai.feedback;

class MemoryFeedbackTest implements FeedbackStoreContract {
  @Override
  public FeedbackStore open(boolean storeBodies) {
    return new MemoryFeedback(storeBodies);
  }
}
