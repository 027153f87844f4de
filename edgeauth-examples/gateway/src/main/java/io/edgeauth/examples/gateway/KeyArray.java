package io.edgeauth.examples.gateway;

import io.edgeauth.authn.apikey.KnownApiKey;
import io.edgeauth.json.JsonWriter;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;

/** Keys as one JSON object, each on a line of its own. Used once. */
final class KeyArray implements KeyListing.Form {

  private final Instant now;
  private boolean first = true;

  KeyArray(Instant now) {
    this.now = now;
  }

  @Override
  public void begin(PrintWriter out) {
    out.print("{\"keys\":[");
  }

  @Override
  public void page(List<KnownApiKey> keys, PrintWriter out) {
    for (KnownApiKey known : keys) {
      out.print(first ? "\n" : ",\n");
      out.print(JsonWriter.writeAscii(KeyReport.of(known, now).json()));
      first = false;
    }
  }

  @Override
  public void end(PrintWriter out) {
    out.println("\n]}");
  }
}
