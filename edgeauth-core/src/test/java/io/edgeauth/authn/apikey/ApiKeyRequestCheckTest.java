package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgeauth.fixtures.TestRuntime;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ApiKeyRequestCheckTest {

  private static ApiKey key(ApiKeyRequest request) {
    return new ApiKeyRequestCheck(request).key("key_a", TestRuntime.NOW, null);
  }

  private static void requireFault(String field, ApiKeyRequest request) {
    assertThatExceptionOfType(InvalidApiKeyRequestException.class)
        .isThrownBy(() -> key(request))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .singleElement()
                    .extracting(InvalidApiKeyRequestException.Fault::field)
                    .isEqualTo(field));
  }

  /** In milliseconds the longest durations fit no long. */
  @Test
  void limit_atTheEdgesOfDurations_refusedWithoutOverflow() {
    for (Duration wrong :
        new Duration[] {
          Duration.ofSeconds(Long.MAX_VALUE),
          Duration.ofSeconds(Long.MIN_VALUE),
          Duration.ZERO,
          Duration.ofNanos(999_999)
        }) {
      requireFault("permits", ApiKeyRequest.owner("acme").limit(1, wrong));
    }
    ApiKey.Limit limit = key(ApiKeyRequest.owner("acme").limit(1, Duration.ofMillis(1))).limit();
    assertThat(limit).isEqualTo(new ApiKey.Limit(1, Duration.ofMillis(1)));
  }

  @Test
  @DisplayName("D04: of too many values nothing more is said, so that the answer is short")
  void values_tooManyAndAllWrong_oneFault() {
    String[] wrong =
        IntStream.range(0, 101).mapToObj(i -> "not-a-path-" + i).toArray(String[]::new);
    requireFault("routes", ApiKeyRequest.owner("acme").routes(wrong));
    requireFault("allow-ip", ApiKeyRequest.owner("acme").allowedAddresses(wrong));
    String[] right = IntStream.range(0, 100).mapToObj(i -> "/path-" + i).toArray(String[]::new);
    assertThat(key(ApiKeyRequest.owner("acme").routes(right)).routes()).hasSize(100);
  }
}
