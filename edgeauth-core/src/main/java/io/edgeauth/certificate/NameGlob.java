package io.edgeauth.certificate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A text with {@code *}, which stops at {@code /} and {@code .}, and {@code **}, which does not.
 * Either may stand for nothing. Matching costs at most the lengths' product: it keeps the set of
 * places that may come next instead of trying each way.
 */
final class NameGlob {

  private static final String STAR = "*";
  private static final String STARS = "**";

  private final List<String> parts = new ArrayList<>();

  private NameGlob() {}

  static NameGlob of(String pattern) {
    NameGlob glob = new NameGlob();
    int at = 0;
    while (at < pattern.length()) {
      int star = pattern.indexOf('*', at);
      int end = star < 0 ? pattern.length() : star;
      if (end > at) {
        glob.parts.add(pattern.substring(at, end));
        at = end;
      } else {
        boolean two = pattern.startsWith(STARS, at);
        glob.parts.add(two ? STARS : STAR);
        at += two ? 2 : 1;
      }
    }
    return glob;
  }

  boolean matches(String text) {
    BitSet places = new BitSet(text.length() + 1);
    places.set(0);
    for (String part : parts) {
      if (part.equals(STAR) || part.equals(STARS)) {
        spread(places, text, part.equals(STARS));
      } else {
        places = after(places, text, part);
      }
      if (places.isEmpty()) {
        return false;
      }
    }
    return places.get(text.length());
  }

  private static void spread(BitSet places, String text, boolean across) {
    for (int at = 0; at < text.length(); at++) {
      boolean stops = !across && (text.charAt(at) == '/' || text.charAt(at) == '.');
      if (places.get(at) && !stops) {
        places.set(at + 1);
      }
    }
  }

  private static BitSet after(BitSet places, String text, String literal) {
    BitSet next = new BitSet(text.length() + 1);
    for (int at = places.nextSetBit(0); at >= 0; at = places.nextSetBit(at + 1)) {
      if (text.startsWith(literal, at)) {
        next.set(at + literal.length());
      }
    }
    return next;
  }
}
