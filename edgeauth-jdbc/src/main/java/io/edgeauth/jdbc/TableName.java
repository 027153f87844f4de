package io.edgeauth.jdbc;

import java.util.regex.Pattern;

/**
 * The name of the table of keys, to which the others' names are added. It becomes part of
 * statements, so that nothing but letters, digits and {@code _} may stand in it; the database reads
 * it as it reads any name without quotes.
 *
 * @param name such as {@code edgeauth_api_key} or {@code security.edgeauth_api_key}
 */
record TableName(String name) {

  private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,40}";
  private static final Pattern FORM = Pattern.compile("(" + IDENTIFIER + "\\.)?" + IDENTIFIER);

  /** For messages. */
  static final String EXPECTED =
      "expected: up to 41 letters, digits and _, such as edgeauth_api_key, and a schema's name and"
          + " a dot in front where one is needed";

  TableName {
    if (!isName(name)) {
      throw new IllegalArgumentException("table: no name (" + EXPECTED + ")");
    }
  }

  static boolean isName(String text) {
    return FORM.matcher(text).matches();
  }

  /** A statement whose {@code $} stands for the name. */
  String in(String statement) {
    return statement.replace("$", name);
  }

  @Override
  public String toString() {
    return name;
  }
}
