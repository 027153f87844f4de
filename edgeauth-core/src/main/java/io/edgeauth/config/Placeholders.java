package io.edgeauth.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:default}</code> by environment variables; a second
 * dollar sign in front makes them text. What a variable holds is not looked through again.
 */
final class Placeholders {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String OPENING = "${";

  private final Map<String, String> environment;

  Placeholders(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * A text after replacement.
   *
   * @param replaced whether any variable or default came in
   * @param faults what is wrong with its placeholders; they name variables, never values
   */
  record Result(String text, boolean replaced, List<String> faults) {
    @Override
    public String toString() {
      return "text with " + faults.size() + " faults";
    }
  }

  Result replace(String text) {
    StringBuilder out = new StringBuilder();
    List<String> faults = new ArrayList<>();
    boolean replaced = false;
    int at = 0;
    for (int open = text.indexOf(OPENING); open >= 0; open = text.indexOf(OPENING, at)) {
      if (open > at && text.charAt(open - 1) == '$') {
        out.append(text, at, open - 1).append(OPENING);
        at = open + OPENING.length();
        continue;
      }
      out.append(text, at, open);
      int close = text.indexOf('}', open);
      String inside = close < 0 ? "" : text.substring(open + OPENING.length(), close);
      out.append(value(inside, faults));
      replaced = true;
      at = close < 0 ? text.length() : close + 1;
    }
    return new Result(out.append(text, at, text.length()).toString(), replaced, faults);
  }

  private String value(String inside, List<String> faults) {
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    String defaultValue = colon < 0 ? "" : inside.substring(colon + 1);
    if (!NAME.matcher(name).matches() || defaultValue.contains(OPENING)) {
      faults.add("malformed placeholder (expected: ${NAME} or ${NAME:default}; $${ for ${ itself)");
      return "";
    }
    String value = environment.get(name);
    if (value != null) return value;
    if (colon < 0) faults.add("environment variable " + Shown.text(name) + " is not set");
    return defaultValue;
  }
}
