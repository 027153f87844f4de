package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;

/** Any name, as bytes and as text: what is written of it is read as the same name again (M14). */
@Timeout(30)
final class DistinguishedNameFuzzTest {

  @FuzzTest
  @DictionaryEntries({"CN=", "2.5.4.3=", "+OU=", "\\,", "\\2c", "#0c01", "\\ ", "=", ",", "+"})
  void name_anyBytes_oneSpelling(byte[] bytes) {
    DistinguishedName name = encoded(bytes);
    if (name == null) {
      name = written(new String(bytes, StandardCharsets.UTF_8));
    }
    if (name != null) {
      String text = name.toString();
      DistinguishedName again = written(text);
      assertThat(again).as(text).isEqualTo(name);
      assertThat(String.valueOf(again)).isEqualTo(text);
    }
  }

  private static DistinguishedName encoded(byte[] bytes) {
    try {
      return DistinguishedName.ofEncoded(bytes);
    } catch (DerException e) {
      return null;
    }
  }

  private static DistinguishedName written(String text) {
    try {
      return DistinguishedName.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
