package io.edgeauth.forward;

import io.edgeauth.http.HeaderName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads identity headers in the backend: the other half of {@link Forwarding}, under the same
 * settings.
 *
 * <p>It reads all of them or none, and takes nothing that the gateway does not write: a second
 * header under a name that some server takes for the first, a second line, a broken escape. It
 * cannot tell who wrote a header. Have the backend reached through the gateway alone.
 *
 * <p>What is one text and what a list, the source says: {@code roles}, {@code scopes}, {@code
 * methods}, {@code api-key.scopes}, {@code api-key.roles}, {@code certificate.san-uri} and {@code
 * certificate.san-dns} are lists. A claim is a list where its own mapping names a list format, and
 * else a text. The gateway writes what the claim is: an issuer that gives one claim now as a string
 * and now as an array makes a header that nobody can read back for certain.
 *
 * <p>Immutable, for any thread; does not block.
 */
public final class IdentityHeaderReader {

  private final ForwardSettings settings;
  private final Map<String, HeaderMapping> byFoldedName = new HashMap<>();
  private final Map<String, HeaderMapping> bySource = new HashMap<>();

  private IdentityHeaderReader(ForwardSettings settings) {
    this.settings = settings;
    for (HeaderMapping mapping : settings.headers()) {
      byFoldedName.put(HeaderName.fold(mapping.header()), mapping);
      bySource.putIfAbsent(mapping.source().toString(), mapping);
    }
  }

  /**
   * Makes a reader.
   *
   * @param settings those of the gateway
   * @return the reader
   */
  public static IdentityHeaderReader of(ForwardSettings settings) {
    return new IdentityHeaderReader(settings);
  }

  /**
   * Reads the identity headers of a request.
   *
   * @param names the names of all its headers, as they came
   * @param lines gives all lines of a header by its name in any case, none where it is not there
   * @return what they say, or which of them cannot be read
   */
  public IdentityReading read(
      Collection<String> names, Function<String, ? extends List<String>> lines) {
    IdentityReading.Unreadable misspelt = misspelt(names);
    if (misspelt != null) {
      return misspelt;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (HeaderMapping mapping : settings.headers()) {
      ReceivedValue value = value(mapping, lines.apply(mapping.header()));
      if (value.fault() != null) {
        return new IdentityReading.Unreadable(mapping.header(), value.fault());
      }
      if (!value.values().isEmpty()) {
        values.put(HeaderName.fold(mapping.header()), value.values());
      }
    }
    IdentityReading.Unreadable contradicting = contradicting(values);
    return contradicting == null
        ? new IdentityReading.Read(new ReceivedIdentity(bySource, values))
        : contradicting;
  }

  private ReceivedValue value(HeaderMapping mapping, List<String> lines) {
    ListFormat format = mapping.list() == null ? settings.list() : mapping.list();
    return mapping.isList()
        ? ReceivedValue.list(lines, format, settings.encoding())
        : ReceivedValue.text(lines, settings.encoding());
  }

  /** A server or framework behind may hand out {@code X_User_Id} for {@code X-User-Id}. */
  private IdentityReading.@Nullable Unreadable misspelt(Collection<String> names) {
    Map<HeaderMapping, String> seen = new HashMap<>();
    for (String name : names) {
      HeaderMapping mapping = byFoldedName.get(HeaderName.fold(name.strip()));
      if (mapping == null) {
        continue;
      }
      String before = seen.putIfAbsent(mapping, name);
      boolean other = before != null && !before.equals(name);
      if (other || !HeaderName.same(name, mapping.header())) {
        return new IdentityReading.Unreadable(mapping.header(), HeaderFault.SPELLING);
      }
    }
    return null;
  }

  /** Headers of one source were set from one value; empty elements are in no form but JSON. */
  private IdentityReading.@Nullable Unreadable contradicting(Map<String, List<String>> values) {
    for (HeaderMapping mapping : settings.headers()) {
      HeaderMapping first = bySource.getOrDefault(mapping.source().toString(), mapping);
      boolean alike = first.isList() == mapping.isList();
      if (alike && !filled(first, values).equals(filled(mapping, values))) {
        return new IdentityReading.Unreadable(mapping.header(), HeaderFault.CONTRADICTION);
      }
    }
    return null;
  }

  private static List<String> filled(HeaderMapping mapping, Map<String, List<String>> values) {
    List<String> filled =
        new ArrayList<>(values.getOrDefault(HeaderName.fold(mapping.header()), List.of()));
    filled.removeIf(String::isEmpty);
    return filled;
  }
}
