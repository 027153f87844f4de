package io.edgeauth.authn.apikey;

import io.edgeauth.EdgeAuth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link KeyWriter}s have said, and so what must pass and what must not. */
final class KeyLedger {

  private static final class Entry {
    private String secret;
    private final List<String> ended = new ArrayList<>();
    private boolean rotating;
    private boolean overlapping;
    private boolean revoking;
    private boolean revoked;

    Entry(String secret) {
      this.secret = secret;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private int changes;
  private int begun;

  void read(List<String> lines) {
    lines.forEach(this::read);
  }

  void read(String line) {
    String[] words = line.split(" ", -1);
    switch (words[0]) {
      case "begin" -> begin(words);
      case "issued" -> entries.put(words[1], new Entry(words[2]));
      case "rotated" -> rotated(entries.get(words[1]), words[2]);
      case "revoked" -> {
        entries.get(words[1]).revoked = true;
        entries.get(words[1]).revoking = false;
      }
      case "refused" ->
          entries.values().forEach(entry -> entry.rotating = entry.overlapping = false);
      default -> throw new IllegalStateException("it said: " + line);
    }
    if (!words[0].equals("begin")) {
      changes++;
      begun--;
    }
  }

  private void begin(String[] words) {
    begun++;
    if (words.length == 3) {
      Entry entry = entries.get(words[2]);
      entry.rotating = words[1].equals("rotate");
      entry.overlapping = words[1].equals("overlap");
      entry.revoking = words[1].equals("revoke");
    }
  }

  private static void rotated(Entry entry, String secret) {
    if (entry.rotating) {
      entry.ended.add(entry.secret); // what overlaps ends by itself, sooner or later
    }
    entry.secret = secret;
    entry.rotating = false;
    entry.overlapping = false;
  }

  /** How many changes have returned. */
  int changes() {
    return changes;
  }

  /** How many were begun and did not return, since the last time; their outcome is open. */
  int takeCut() {
    int cut = begun;
    begun = 0;
    return cut;
  }

  /** What is not as it was said; empty where nothing was lost and nothing rose again. */
  List<String> faults(EdgeAuth edge) {
    List<String> faults = new ArrayList<>();
    entries.forEach(
        (id, entry) -> {
          boolean passes = KeyWriter.passes(edge, entry.secret);
          boolean open = entry.rotating || entry.overlapping || entry.revoking;
          if (entry.revoked && passes) {
            faults.add(id + " was revoked and passes");
          }
          if (!entry.revoked && !open && !passes) {
            faults.add(id + " is good and does not pass");
          }
          for (String old : entry.ended) {
            if (KeyWriter.passes(edge, old)) {
              faults.add(id + " was rotated, and passes by what it was");
            }
          }
        });
    return faults;
  }
}
