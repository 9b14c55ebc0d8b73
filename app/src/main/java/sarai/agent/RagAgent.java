package sarai.agent;

import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sarai.agent.AnswerException.Kind;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.chat.Usage;
import sarai.rag.CitedAnswer;
import sarai.rag.Findings;
import sarai.rag.Grounding;
import sarai.rag.Preface;
import sarai.rag.Retriever;
import sarai.rag.SearchException;
import sarai.rag.SearchQuery;
import sarai.rag.Tongue;
import tools.jackson.databind.JsonNode;

/// Answers from the web, with sources. When nothing found is to the point it says so and asks no
/// model; when the web cannot be searched the model answers from what it knows, and the first
/// sentence says that. Thread-safe.
public final class RagAgent implements Agent {
  /// Stands among an answer's failures for the search and the pages.
  private static final String WEB = "web_search";

  private final Answerer answerer;
  private final Retriever retriever;
  private final Times times;
  private final Supplier<String> keys;

  /// How this agent tells the time.
  ///
  /// @param wall and the zone in which the asker's day begins
  public record Times(InstantSource wall, ZoneId zone, LongSupplier nanos) {
    LocalDate today() {
      return LocalDate.ofInstant(wall.instant(), zone);
    }
  }

  /// @param keys unguessable texts, each used once to fence strangers' text
  public RagAgent(Answerer answerer, Retriever retriever, Times times, Supplier<String> keys) {
    this.answerer = answerer;
    this.retriever = retriever;
    this.times = times;
    this.keys = keys;
  }

  @Override
  public Answer answer(String model, ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    long began = times.nanos().getAsLong();
    SearchQuery query = SearchQuery.of(request);
    if (query == null) {
      return answerer.answer(model, request, TextAgent::prepare, sink);
    }
    try {
      Findings findings = retriever.find(query);
      long searched = times.nanos().getAsLong() - began;
      return findings.sources().isEmpty()
          ? notFound(findings, searched, sink)
          : grounded(model, request, findings, searched, sink);
    } catch (SearchException e) {
      return ungrounded(model, request, query.tongue(), e.getMessage(), sink);
    }
  }

  private Answer grounded(
      String model, ChatRequest request, Findings findings, long searchedNanos, ChatSink sink)
      throws AnswerException, InterruptedException {
    Grounding grounding = new Grounding(findings.tongue(), times.today());
    String key = keys.get();
    CitedAnswer cited = isStructured(request) ? null : new CitedAnswer(findings, sink);
    Answer told =
        answerer.answer(
            model,
            request,
            (asked, config) ->
                grounding.with(
                    findings.sources(),
                    key,
                    TextAgent.prepare(asked, config),
                    config.shape().context()),
            cited == null ? sink : cited);
    return changed(
        told, cited == null ? told.text() : cited.text(), searchedNanos, findings.problems());
  }

  /// Whether the answer must be JSON, in which brackets mean something else and nothing may follow.
  private static boolean isStructured(ChatRequest request) {
    JsonNode format = request.parameters().get("response_format");
    return format != null && !format.path("type").asString("text").equals("text");
  }

  private Answer ungrounded(
      String model, ChatRequest request, Tongue tongue, String why, ChatSink sink)
      throws AnswerException, InterruptedException {
    Grounding grounding = new Grounding(tongue, times.today());
    Preface preface = Preface.notSearched(tongue, why);
    ChatSink told = isStructured(request) ? sink : preface.before(sink);
    Answer answer =
        answerer.answer(
            model,
            request,
            (asked, config) -> grounding.without(TextAgent.prepare(asked, config)),
            told);
    String text = isStructured(request) ? answer.text() : preface.text() + answer.text();
    return changed(answer, text, 0, List.of(why));
  }

  /// The program's own answer: it is labelled as the program's.
  private static Answer notFound(Findings findings, long nanos, ChatSink sink)
      throws AnswerException {
    String text = Preface.notFound(findings).text();
    Answer answer =
        new Answer(
            ChatRequest.ROUTED, text, "stop", Usage.NONE, nanos, problems(findings.problems()));
    try {
      sink.accept(new ChatEvent.Answering(answer.model()));
      sink.accept(new ChatEvent.Delta(text));
      sink.accept(new ChatEvent.Done(answer.finishReason(), answer.usage()));
    } catch (IOException e) {
      throw new AnswerException(Kind.CLIENT_GONE, "the client left", e);
    }
    return answer;
  }

  private static Answer changed(Answer answer, String text, long moreNanos, List<String> problems) {
    List<Answer.Failure> failures = problems(problems);
    failures.addAll(answer.fallbacks());
    return new Answer(
        answer.model(),
        text,
        answer.finishReason(),
        answer.usage(),
        answer.firstTokenNanos() + moreNanos,
        failures);
  }

  private static List<Answer.Failure> problems(List<String> problems) {
    List<Answer.Failure> failures = new ArrayList<>();
    problems.forEach(problem -> failures.add(new Answer.Failure(WEB, problem)));
    return failures;
  }
}
