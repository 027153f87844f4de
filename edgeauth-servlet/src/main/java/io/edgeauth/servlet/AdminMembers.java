package io.edgeauth.servlet;

import io.edgeauth.config.Durations;
import io.edgeauth.json.JsonNumber;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a JSON object and collects what is wrong with them. What is wrong is read as
 * if it were absent. Used once, by one thread.
 */
final class AdminMembers {

  private static final String TEXT = "a text";
  private static final String NUMBER = "a whole number";
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

  /** Past these a database has no such instant. */
  private static final Instant FIRST = Instant.EPOCH;

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final Map<?, ?> values;
  private final String prefix;
  private final List<AdminFault> faults;
  private final Set<String> known = new HashSet<>();

  AdminMembers(Map<?, ?> values, List<AdminFault> faults) {
    this(values, "", faults);
  }

  private AdminMembers(Map<?, ?> values, String prefix, List<AdminFault> faults) {
    this.values = values;
    this.prefix = prefix;
    this.faults = faults;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  boolean isText(String name, String text) {
    known.add(name);
    return text.equals(values.get(name));
  }

  private <T> @Nullable T value(String name, Class<T> type, String expected) {
    known.add(name);
    Object value = values.get(name);
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    if (has(name)) {
      fault(name, "of another type (expected: " + expected + ")");
    }
    return null;
  }

  @Nullable String text(String name) {
    return value(name, String.class, TEXT);
  }

  /** A text that must be there; empty where it is not. */
  String requiredText(String name) {
    String text = text(name);
    requireMember(name, TEXT);
    return text == null ? "" : text;
  }

  private void requireMember(String name, String expected) {
    if (!has(name)) {
      fault(name, "missing (expected: " + expected + ")");
    }
  }

  String[] texts(String name) {
    String expected = "a list of texts";
    List<?> list = value(name, List.class, expected);
    List<String> texts = new ArrayList<>();
    for (Object element : list == null ? List.of() : list) {
      if (!(element instanceof String text)) {
        fault(name, "of another type (expected: " + expected + ")");
        return new String[0];
      }
      texts.add(text);
    }
    return texts.toArray(String[]::new);
  }

  Duration duration(String name, Duration absent) {
    String text = value(name, String.class, Durations.EXAMPLES);
    Duration duration = text == null ? absent : Durations.parse(text);
    if (duration == null) {
      fault(name, "not understood (expected: " + Durations.EXAMPLES + ")");
      return absent;
    }
    return duration;
  }

  @Nullable Instant instant(String name) {
    String expected = "an instant such as 2027-01-31T00:00:00Z";
    String text = value(name, String.class, expected);
    if (text == null) {
      return null;
    }
    try {
      Instant instant = Instant.parse(text);
      if (!instant.isBefore(FIRST) && !instant.isAfter(LAST)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // the same fault as one out of range
    }
    fault(name, "not understood (expected: " + expected + ")");
    return null;
  }

  /** A whole number that must be there; 0 where it is none. */
  long requiredNumber(String name) {
    JsonNumber number = value(name, JsonNumber.class, NUMBER);
    requireMember(name, NUMBER);
    if (number == null) {
      return 0;
    }
    if (!WHOLE.matcher(number.text()).matches()) {
      fault(name, "not a whole number from 1 (expected: such as 1000)");
      return 0;
    }
    return Long.parseLong(number.text());
  }

  /** A duration that must be there. */
  Duration requiredDuration(String name) {
    requireMember(name, Durations.EXAMPLES);
    return duration(name, Duration.ZERO);
  }

  /** An object inside, or null where there is none. */
  @Nullable AdminMembers members(String name, String expected) {
    Map<?, ?> object = value(name, Map.class, expected);
    return object == null ? null : new AdminMembers(object, prefix + name + ".", faults);
  }

  /** Adds a fault for each member that nobody has asked for. Call it last. */
  void end() {
    for (Object name : values.keySet()) {
      if (!known.contains(String.valueOf(name))) {
        String shown = String.valueOf(name);
        fault(
            shown.length() <= 64 ? shown : shown.substring(0, 64),
            "unknown (expected: a member that openapi.json describes)");
      }
    }
  }

  private void fault(String name, String detail) {
    faults.add(new AdminFault(prefix + name, detail));
  }
}
