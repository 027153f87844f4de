package io.edgeauth.certificate;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One attribute of a name: {@code O=Corp}.
 *
 * @param type its object identifier, dotted
 * @param value its text; or {@code #} and its DER in hexadecimal, where it is no text
 */
record NameAttribute(String type, String value) {

  /** RFC 4514 section 3; the order of the keywords does not matter. */
  private static final Map<String, String> KEYWORDS =
      Map.of(
          "CN", "2.5.4.3",
          "L", "2.5.4.7",
          "ST", "2.5.4.8",
          "O", "2.5.4.10",
          "OU", "2.5.4.11",
          "C", "2.5.4.6",
          "STREET", "2.5.4.9",
          "DC", "0.9.2342.19200300.100.1.25",
          "UID", "0.9.2342.19200300.100.1.1");

  /** What people write in lists of names beside them; never written by us. */
  private static final Map<String, String> ALSO_READ =
      Map.of("SERIALNUMBER", "2.5.4.5", "EMAILADDRESS", "1.2.840.113549.1.9.1");

  private static final Map<String, String> SHORT =
      KEYWORDS.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private static final Charset UTF_16 = StandardCharsets.UTF_16BE;
  private static final Charset UTF_32 = Charset.forName("UTF-32BE");

  static NameAttribute of(Der attribute) throws DerException {
    List<Der> parts = attribute.sequence(2, 2);
    return new NameAttribute(parts.get(0).oid(), text(parts.get(1)));
  }

  /** T61 is whatever its writer thought it was: past ASCII nobody knows. */
  private static String text(Der value) throws DerException {
    return switch (value.tag()) {
      case 0x0c -> value.text(StandardCharsets.UTF_8);
      case 0x12, 0x13, 0x14, 0x16, 0x1a -> value.text(StandardCharsets.US_ASCII);
      case 0x1c -> value.text(UTF_32);
      case 0x1e -> value.text(UTF_16);
      default -> "#" + HexFormat.of().formatHex(value.whole());
    };
  }

  /** The object identifier of a keyword, or of itself; null where it is none. */
  static @Nullable String typeOf(String keyword) {
    if (keyword.matches("[0-2](\\.(0|[1-9][0-9]{0,9})){1,20}")) {
      return keyword;
    }
    String upper = keyword.toUpperCase(Locale.ROOT);
    return KEYWORDS.getOrDefault(upper, ALSO_READ.get(upper));
  }

  @Override
  public String toString() {
    String keyword = SHORT.get(type);
    return (keyword == null ? type : keyword) + '=' + NameText.escaped(value);
  }
}
