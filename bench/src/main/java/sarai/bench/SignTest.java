package sarai.bench;

/// Two ways to do the same tasks, by the tasks in which they differ. Immutable.
///
/// @param won tasks in which only the first one was right
/// @param lost tasks in which only the other one was right
record SignTest(int won, int lost) {
  /// How often a fair coin loses at least as many of them: small when the first one is worse.
  /// (Arbuthnot's test; the tasks in which both agree say nothing.)
  double chance() {
    int of = won + lost;
    double way = Math.pow(0.5, of);
    double sum = 0;
    for (int wins = 0; wins <= won; wins++) {
      sum += way;
      way = way * (of - wins) / (wins + 1);
    }
    return Math.min(1, sum);
  }
}
