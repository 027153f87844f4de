package io.edgeauth.examples.gateway;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.KnownApiKey;
import io.edgeauth.event.LogText;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys as a table for people. Columns are as wide as the pages so far need, since nobody knows what
 * comes. What owners and names say is cut and made harmless; {@code show} says it whole. Used once.
 */
final class KeyTable implements KeyListing.Form {

  private static final List<String> HEADINGS =
      List.of("id", "name", "owner", "scopes", "state", "expires", "last used", "uses");
  private static final int MAX_WIDTH = 40;
  private static final String NONE = "-";

  private final Instant now;
  private final int[] widths = HEADINGS.stream().mapToInt(String::length).toArray();
  private boolean isHeaded;

  KeyTable(Instant now) {
    this.now = now;
  }

  @Override
  public void begin(PrintWriter out) {}

  @Override
  public void page(List<KnownApiKey> keys, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    if (!isHeaded) {
      rows.add(HEADINGS);
      isHeaded = true;
    }
    keys.forEach(known -> rows.add(row(known)));
    rows.forEach(this::widen);
    rows.forEach(row -> out.println(line(row)));
  }

  private List<String> row(KnownApiKey known) {
    ApiKey key = known.key();
    return List.of(
        LogText.line(key.id()), // whole, whatever its length: other commands ask for it
        cell(key.name()),
        cell(key.owner()),
        cell(String.join(" ", key.scopes())),
        KeyState.of(known, now).toString().replace('-', ' '),
        key.expiresAt() == null ? "never" : time(key.expiresAt()),
        time(known.usage().lastUsed()),
        Long.toString(known.usage().count()));
  }

  private static String cell(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return NONE;
    }
    String line = LogText.line(text);
    return line.codePointCount(0, line.length()) <= MAX_WIDTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_WIDTH - 1)) + "…";
  }

  private static String time(@Nullable Instant instant) {
    return instant == null ? NONE : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void widen(List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void end(PrintWriter out) {}
}
