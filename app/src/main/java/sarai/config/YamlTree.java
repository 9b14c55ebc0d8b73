package sarai.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Builds a [Value] from YAML text, from the parser's events: they carry marks, and unlike the
/// library's own tree they cost no stack and expand no alias before the limits here are applied.
///
/// Only what a configuration needs is taken: one document, text keys, no aliases, no tags.
final class YamlTree {
  private static final int LONGEST = 1 << 20;
  private static final int DEEPEST = 24;

  private final String source;
  private final boolean variable;
  private final Problems problems;

  /// @param variable whether `source` is an environment variable and not a file
  YamlTree(String source, boolean variable, Problems problems) {
    this.source = source;
    this.variable = variable;
    this.problems = problems;
  }

  /// The one document, or nothing when the text is no YAML; that is then reported.
  Optional<Value> parse(String text) {
    if (text.length() > LONGEST) {
      report(start(), "the file has " + text.length() + " characters; at most " + LONGEST);
      return Optional.empty();
    }
    try {
      return document(new Parse(LoadSettings.builder().setLabel(source).build()).parseString(text));
    } catch (Refused e) {
      report(e.place, e.text);
    } catch (MarkedYamlEngineException e) {
      report(e.getProblemMark().map(this::place).orElse(start()), explain(e));
    } catch (ReaderException e) {
      report(
          placeAt(text, e.getPosition()),
          String.format("character U+%04X is not allowed in YAML", e.getCodePoint()));
    } catch (YamlEngineException e) {
      report(start(), "not YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<Value> document(Iterable<Event> events) {
    Iterator<Event> all = events.iterator();
    Optional<Value> document = Optional.empty();
    while (all.hasNext()) {
      Event event = all.next();
      if (!(event instanceof NodeEvent)) {
        continue;
      }
      if (document.isPresent()) {
        throw new Refused(place(event), "a second document: the configuration is one document");
      }
      document = Optional.of(value(event, all, KeyPath.ROOT));
    }
    return document;
  }

  private Value value(Event event, Iterator<Event> rest, KeyPath path) {
    check(event, path);
    return switch (event) {
      case ScalarEvent scalar ->
          new Value.Scalar(scalar.getValue(), !scalar.isPlain(), place(scalar));
      case SequenceStartEvent _ -> items(place(event), rest, path);
      case MappingStartEvent _ -> mapping(place(event), rest, path);
      default -> throw new Refused(place(event), "unexpected " + event.getEventId());
    };
  }

  private void check(Event event, KeyPath path) {
    if (event instanceof AliasEvent) {
      throw new Refused(place(event), "aliases are not supported: write the value again");
    }
    if (path.parts().size() > DEEPEST) {
      throw new Refused(place(event), "nested deeper than " + DEEPEST + " levels");
    }
    Optional<?> tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case SequenceStartEvent list -> list.getTag();
          case MappingStartEvent group -> group.getTag();
          default -> Optional.empty();
        };
    if (tag.isPresent()) {
      throw new Refused(place(event), "tags such as " + tag.get() + " are not supported");
    }
  }

  private Value items(Place place, Iterator<Event> rest, KeyPath path) {
    List<Value> values = new ArrayList<>();
    Event event = rest.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      values.add(value(event, rest, path.item(values.size())));
      event = rest.next();
    }
    return new Value.Items(values, place);
  }

  private Value mapping(Place place, Iterator<Event> rest, KeyPath path) {
    Map<String, Value.Entry> entries = new LinkedHashMap<>();
    Event event = rest.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      String key = key(event, path);
      Place keyPlace = place(event);
      Value value = value(rest.next(), rest, path.child(key));
      Value.Entry earlier = entries.putIfAbsent(key, new Value.Entry(keyPlace, value));
      if (earlier != null) {
        problems.add(
            keyPlace,
            path.child(key),
            null,
            "the key stands twice, first in line " + earlier.place().line());
      }
      event = rest.next();
    }
    return new Value.Mapping(entries, place);
  }

  private String key(Event event, KeyPath path) {
    check(event, path);
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw new Refused(place(event), "a key must be a single word");
  }

  private static String explain(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("TAB")) {
      return "a tab: YAML indents with spaces only";
    }
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return "not YAML: " + (context + problem).replaceAll("\\s+", " ");
  }

  private void report(Place place, String message) {
    problems.add(place, KeyPath.ROOT, null, message);
  }

  private Place place(Event event) {
    return event.getStartMark().map(this::place).orElse(start());
  }

  private Place place(Mark mark) {
    return variable
        ? Place.variable(source)
        : new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Place placeAt(String text, int position) {
    String before = text.substring(0, Math.clamp(position, 0, text.length()));
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return variable
        ? Place.variable(source)
        : new Place(source, line, before.length() - before.lastIndexOf('\n'));
  }

  Place start() {
    return variable ? Place.variable(source) : new Place(source, 1, 1);
  }

  /// Text that is YAML but nothing that a configuration may hold; ends the parse.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String text;

    private Refused(Place place, String text) {
      super(text, null, false, false);
      this.place = place;
      this.text = text;
    }
  }
}
