package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryEditsTest {

  private final QueryEdits edits = QueryEdits.removing(Set.of("access_token"));

  /** H11: in every writing that a form decoder takes for the name; the rest byte for byte. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "access_token=t, none",
        "access_token, none",
        "access%5ftoken=t, none",
        "%61ccess_token=t&a=1, a=1",
        "a=1&access_token=t&b=%20+%zz, a=1&b=%20+%zz",
        "access_token=t&access_token=u&a, a",
        "access_tokens=t, access_tokens=t",
        "Access_Token=t, Access_Token=t",
        "a=access_token, a=access_token",
        "a&&b, a&&b",
        "access_token%zz=t, access_token%zz=t"
      })
  void apply_credentialParameter_gone(String query, String expected) {
    assertThat(edits.apply(query)).isEqualTo(expected);
  }

  @Test
  void apply_nothingToRemove_untouched() {
    assertThat(edits.apply(null)).isNull();
    assertThat(QueryEdits.NONE.apply("access_token=t")).isEqualTo("access_token=t");
    assertThat(QueryEdits.removing(Set.of())).isSameAs(QueryEdits.NONE);
    assertThat(edits.removes("access_token")).isTrue();
    assertThat(edits.removes("other")).isFalse();
  }
}
