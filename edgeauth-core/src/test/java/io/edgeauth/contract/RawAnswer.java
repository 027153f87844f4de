package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An answer as it came.
 *
 * @param octets the body, a character for each byte
 */
record RawAnswer(int status, List<String> head, String octets) {

  byte[] body() {
    return octets.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** All values of a header, one for each line. */
  List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (String line : head) {
      if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        values.add(line.substring(name.length() + 1).strip());
      }
    }
    return values;
  }

  String value(String name) {
    assertThat(values(name)).as("lines of %s in %s", name, head).hasSize(1);
    return values(name).get(0);
  }

  String text() {
    return new String(body(), StandardCharsets.UTF_8);
  }

  /** The members of a JSON body. */
  Map<String, Object> json() {
    try {
      return JsonReader.readObject(body());
    } catch (JsonException e) {
      throw new AssertionError("no JSON object: " + head + "\n" + text(), e);
    }
  }

  /** What the application saw under one name, by every method; asks for 200. */
  List<String> seen(String header) {
    requireReached();
    List<String> seen = new ArrayList<>();
    for (Object line : (List<?>) json().get("lines")) {
      String text = (String) line;
      int colon = text.indexOf(": ");
      if (text.substring(0, colon)
          .toLowerCase(Locale.ROOT)
          .equals(header.toLowerCase(Locale.ROOT))) {
        seen.add(text.substring(colon + 2));
      }
    }
    return seen;
  }

  /** How often the application saw a name when it listed them. */
  long enumerated(String header) {
    return ((List<?>) json().get("names"))
        .stream()
            .filter(
                name ->
                    ((String) name)
                        .toLowerCase(Locale.ROOT)
                        .equals(header.toLowerCase(Locale.ROOT)))
            .count();
  }

  /** What is found under a name that need not have been listed. */
  List<Object> probed(String header) {
    return List.copyOf((List<?>) ((Map<?, ?>) json().get("probes")).get(header));
  }

  /** The application has answered this. */
  RawAnswer requireReached() {
    assertThat(status).as("%s\n%s", head, text()).isEqualTo(200);
    assertThat(values("X-Application")).as("%s", head).containsExactly("yes");
    return this;
  }

  /** EdgeAuth has answered this, and the application has not. */
  RawAnswer requireProblem(int expected) {
    assertThat(status).as("%s\n%s", head, text()).isEqualTo(expected);
    assertThat(values("X-Application")).isEmpty();
    assertThat(value("Content-Type")).startsWith("application/problem+json");
    assertThat(value("Cache-Control")).contains("no-store");
    assertThat(json()).containsKeys("title", "requestId");
    assertThat(json().get("status")).hasToString(String.valueOf(expected));
    assertThat(values("X-Request-Id")).contains((String) json().get("requestId"));
    return this;
  }
}
