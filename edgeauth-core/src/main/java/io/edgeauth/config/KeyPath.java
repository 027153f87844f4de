package io.edgeauth.config;

import java.util.regex.Pattern;

/** Where in the tree a value stands, as people read it: {@code edgeauth.routes[2].path}. */
final class KeyPath {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,60}");

  private KeyPath() {}

  static String key(String parent, String key) {
    if (!PLAIN.matcher(key).matches()) return parent + "['" + Shown.text(key) + "']";
    return parent.isEmpty() ? key : parent + "." + key;
  }

  static String item(String parent, int index) {
    return parent + "[" + index + "]";
  }
}
