package sarai.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sarai.chat.Message;
import sarai.chat.Role;
import sarai.feedback.FeedbackStore.RatedRun;
import sarai.feedback.Rating;
import sarai.feedback.Scope;

/// What one turn of a conversation leaves for the next.
class ConversationTest {
  private static final String CODE = "Implementa un árbol AVL en Java y explica las rotaciones";
  private static final String SAD = "Mi abuela murió ayer y no puedo dejar de llorar";
  private static final String FOLLOW_UP = "pero más corto";

  private final Rig rig;

  ConversationTest() throws Exception {
    rig = new Rig();
  }

  @Test
  void aFollowUpStaysWithTheModelOfItsOwnConversationOnly() throws Exception {
    rig.askIn("one", Message.user(CODE));
    assertThat(rig.askIn("other", Message.user(FOLLOW_UP)).model()).isEqualTo("small");
    assertThat(rig.ask(Rig.text(FOLLOW_UP)).model()).isEqualTo("small");
    assertThat(rig.askIn("one", Message.user(FOLLOW_UP)).model()).isEqualTo("sage");
  }

  @Test
  void aConversationGoesOnAfterAReload() throws Exception {
    rig.askIn("one", Message.user(CODE));
    rig.reloadWithTheExpertCalled("sage");
    assertThat(rig.askIn("one", Message.user(FOLLOW_UP)).model()).isEqualTo("sage");
  }

  @Test
  void aConversationWhoseModelAReloadTookIsRoutedAnew() throws Exception {
    rig.askIn("one", Message.user(CODE));
    rig.reloadWithTheExpertCalled("wise");
    assertThat(rig.askIn("one", Message.user(FOLLOW_UP)).model()).isEqualTo("small");
    assertThat(rig.askIn("one", Message.user(CODE)).model()).isEqualTo("wise");
    assertThat(rig.askIn("one", Message.user(FOLLOW_UP)).model()).isEqualTo("wise");
  }

  @Test
  void resultsOfToolsThatNobodyWaitsForAnyMoreAreRoutedAnew() throws Exception {
    rig.askIn("one", Message.user(CODE));
    rig.reloadWithTheExpertCalled("wise");
    Message result = Message.of(Role.TOOL, Rig.text("42"));
    assertThat(rig.askIn("one", Message.user(CODE), result).model()).isEqualTo("wise");
  }

  @Test
  void aQuestionAskedAgainInOtherWordsIsNoted() throws Exception {
    rig.askIn("one", Message.user("¿Cuántos planetas hay?"));
    rig.askIn("one", Message.user(CODE));
    rig.askIn("one", Message.user("Por favor, " + CODE));
    awaitARating();
    assertThat(rig.feedback.ratings())
        .singleElement()
        .extracting(RatedRun::rating)
        .satisfies(rating -> {
          assertThat(rating.runId()).isEqualTo("run2");
          assertThat(rating.kind()).isEqualTo(Rating.Kind.REASK);
        });
  }

  /// The question asked again is noted beside the answer.
  private void awaitARating() {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (rig.feedback.ratings().isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  @Test
  void lowToneOfTheTurnsBeforeRaisesBeta() throws Exception {
    List<Double> betas =
        List.of(betaOf("one"), betaOf("one"), betaOf("one"), betaOf("other"), betaOf("one"));
    assertThat(betas.subList(1, 4)).containsOnly(betas.getFirst());
    assertThat(betas.getLast()).isGreaterThan(betas.getFirst());
  }

  @ParameterizedTest
  @MethodSource
  void whatIsPurgedLeavesNothingForTheNextTurn(Scope scope) throws Exception {
    for (int turn = 0; turn < 3; turn++) {
      betaOf("one");
    }
    rig.forget(scope);
    assertThat(betaOf("one")).isEqualTo(betaOf("third"));
    rig.askIn("one", Message.user(CODE));
    rig.forget(scope);
    assertThat(rig.askIn("one", Message.user(FOLLOW_UP)).model()).isEqualTo("small");
  }

  static List<Scope> whatIsPurgedLeavesNothingForTheNextTurn() {
    return List.of(new Scope.Session("one"), new Scope.User(Rig.USER), new Scope.Everything());
  }

  @Test
  void whatIsPurgedOfOthersLeavesAConversationAsItWas() throws Exception {
    rig.askIn("one", Message.user(CODE));
    rig.forget(new Scope.Session("other"));
    rig.forget(new Scope.User("somebody else"));
    assertThat(rig.askIn("one", Message.user(FOLLOW_UP)).model()).isEqualTo("sage");
  }

  private double betaOf(String session) throws Exception {
    rig.askIn(session, Message.user(SAD));
    return Objects.requireNonNull(rig.lastRecord().beta());
  }
}
