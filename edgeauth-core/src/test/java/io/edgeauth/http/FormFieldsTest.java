package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms are read as they are written, or not at all. */
final class FormFieldsTest {

  private static List<String> tokens(String body) {
    return FormFields.values(body.getBytes(StandardCharsets.ISO_8859_1), "token");
  }

  @Test
  void values_ofOneField_inTheirOrder() {
    assertThat(tokens("token=a&x=b&token=c&token=&token")).containsExactly("a", "c", "", "");
    assertThat(tokens("&&token=a&&")).containsExactly("a");
    assertThat(tokens("")).isEmpty();
    assertThat(tokens("Token=a&tokens=b&=c&token_type_hint=access_token")).isEmpty();
  }

  @Test
  @DisplayName("I10: exactly what was sent, whatever it is made of")
  void values_escapes_decodedOnce() {
    assertThat(tokens("token=a%26b%3Dc%2Bd+e%00%0D%0A%25%32%35"))
        .containsExactly("a&b=c+d e\0\r\n%25");
    assertThat(tokens("%74oken=%C3%A9%e2%82%ac%F0%9F%94%91")).containsExactly("é€🔑");
    assertThat(tokens("token=a=b==")).containsExactly("a=b==");
    assertThat(tokens("token=!*'()~;:@$,/?")).containsExactly("!*'()~;:@$,/?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token=a%",
        "token=a%4",
        "token=%zz",
        "token=%4g",
        "token=%-1",
        "token=%+1",
        "token=a b",
        "token=a\r\n",
        "token=a\t",
        "token=a\u0000",
        "token=a\u007f",
        "token=\u00e9",
        "token=%C3",
        "token=%C0%AE",
        "token=%ED%A0%80",
        "token=%F4%90%80%80",
        "token=%FF",
        "token=a&x=%",
        "token=a&%=x",
        "%4=x&token=a"
      })
  void values_faultAnywhere_noForm(String body) {
    assertThat(tokens(body)).isNull();
  }
}
