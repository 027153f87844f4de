package io.edgeauth.examples.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReceivedRequestTest {

  @Test
  void json_everyLatin1Character_comesBackWhole() throws Exception {
    String all =
        IntStream.rangeClosed(0, 255).mapToObj(Character::toString).collect(Collectors.joining());
    var received =
        new ReceivedRequest("GET", all, all, new TreeMap<>(Map.of("x-all", List.of(all, ""))), 7);

    assertThat(JSONObjectUtils.parse(received.json()))
        .containsEntry("path", all)
        .containsEntry("query", all)
        .containsEntry("headers", Map.of("x-all", List.of(all, "")))
        .containsEntry("bodyLength", 7L);
  }

  @Test
  void json_nothingButMethodAndPath_isStillWhole() {
    var received = new ReceivedRequest("GET", "/", null, new TreeMap<>(), 0);

    assertThat(received.json())
        .isEqualTo(
            "{\"method\":\"GET\",\"path\":\"/\",\"query\":null,\"headers\":{},\"bodyLength\":0}");
  }
}
