package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R20: what a container resolved is what routes read, or another resource. */
final class TargetTest {

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b",
    "/a/, /a/",
    "/%61/b, /a/b",
    "/%C3%A9/%e2%82%ac%f0%9f%98%80, /é/€😀",
    "/a%25b, /a%b",
    "/a%252fb, /a%2fb",
    "/a%5Cb, /a\\b",
    // Left as they are by containers that were told to.
    "/a%2Fb, /a%2Fb",
    "/a%5Cb, /a%5Cb",
    "/a%25b, /a%25b",
    "/a;x/b, /a;x/b",
  })
  void isSame_readAlike_same(String path, String resource) {
    assertThat(Target.isSame(path, 0, resource)).isTrue();
    assertThat(Target.isSame("/app" + path, 4, resource)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /b",
    "/a, /a/",
    "/a/, /a",
    "/docs/, /docs/index.html",
    "/a;x/b, /a/b",
    "/a//b, /a/b",
    "/a%2Fb, /a/b",
    "/a%2fb, /a%2Fb",
    "/a%5Cb, /a/b",
    "/a%252fb, /a/b",
    "/%C3%A9, /Ã©",
    "/%C3%A9, /e",
    "/%61, /%61",
  })
  void isSame_readOtherwise_other(String path, String resource) {
    assertThat(Target.isSame(path, 0, resource)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"/app, /, true", "/app/, /, true", "/app, /index.html, false"})
  void isSame_applicationItself_isItsRoot(String path, String resource, boolean same) {
    assertThat(Target.isSame(path, 4, resource)).isEqualTo(same);
  }
}
