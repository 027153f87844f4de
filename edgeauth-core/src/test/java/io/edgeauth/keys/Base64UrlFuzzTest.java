package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Timeout;

/** Any bytes as base64url, decoded by us and by the JDK. */
@Timeout(30)
final class Base64UrlFuzzTest {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /**
   * Where the JDK is told to write a value without padding, it writes the one spelling that we
   * take; what it reads besides that has padding or stray bits.
   */
  @FuzzTest
  void decode_anyBytes_asTheOneSpellingOfTheJdk(byte[] text) {
    byte[] ours = Base64Url.decode(text, 0, text.length);
    byte[] theirs = decodedByTheJdk(text);
    boolean onlySpelling = theirs != null && Arrays.equals(ENCODER.encode(theirs), text);

    assertThat(ours).as(shown(text)).isEqualTo(onlySpelling ? theirs : null);
    assertThat(Base64Url.decode(framed(text), 1, text.length + 1)).isEqualTo(ours);
  }

  private static byte[] decodedByTheJdk(byte[] text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Characters on both sides that would be read as part of it. */
  private static byte[] framed(byte[] text) {
    byte[] framed = new byte[text.length + 2];
    framed[0] = 'A';
    framed[text.length + 1] = 'A';
    System.arraycopy(text, 0, framed, 1, text.length);
    return framed;
  }

  private static String shown(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
