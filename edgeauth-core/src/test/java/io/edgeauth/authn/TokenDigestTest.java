package io.edgeauth.authn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** I06: all of a digest counts, since who has another's has another's identity. */
final class TokenDigestTest {

  private static final TokenDigest DIGEST = new TokenDigest(1, 2, 3, 4);

  @Test
  void equals_sameDigest_same() {
    TokenDigest twin = new TokenDigest(1, 2, 3, 4);

    assertThat(twin).isEqualTo(DIGEST).hasSameHashCodeAs(DIGEST);
  }

  @Test
  void equals_anyPartDiffers_another() {
    assertThat(DIGEST)
        .isNotEqualTo(new TokenDigest(0, 2, 3, 4))
        .isNotEqualTo(new TokenDigest(1, 0, 3, 4))
        .isNotEqualTo(new TokenDigest(1, 2, 0, 4))
        .isNotEqualTo(new TokenDigest(1, 2, 3, 0))
        .isNotEqualTo(new TokenDigest(1, 2, 3, 4L + (1L << 32)))
        .isNotEqualTo(null)
        .isNotEqualTo("1234");
  }
}
