package io.edgeauth.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgeauth.http.Ambiguity;
import io.edgeauth.http.PathForm;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;

/**
 * Any raw path: nothing throws, and one that passes is matched alike whoever has read and written
 * it on the way, be it the JDK or a decoder that knows percent signs and nothing else.
 */
@Timeout(30)
final class PathFuzzTest {

  private static final Pattern STANDARD = Pattern.compile("[A-Za-z0-9/._~!$&'()*+,;=:@%-]*+");

  private static final RouteTable TABLE =
      RouteTable.of(
          Stream.of("/admin/**", "/a/*/c", "/a/b", "/caf%C3%A9/**", "/a/", "/x/**")
              .map(pattern -> Route.path(pattern).allowPublic().build())
              .toList());

  @FuzzTest
  @DictionaryEntries({
    "/admin", "/%61dmin", "/a/b", "/caf%c3%a9", "%2f", "%2e", "..", "/./", "//", ";", "%3b", "\\",
    "%5c", "%25", "%00", "%c0%ae", "%ef%bc%8f", "%", "*", "%2a", "?", "#", "/x/", "/a/"
  })
  void find_pathThatPasses_matchedAlikeHoweverItIsRead(byte[] bytes) {
    String path = new String(bytes, StandardCharsets.ISO_8859_1);
    loosened(path);
    if (PathForm.fault(path) != null) {
      return;
    }
    RouteMatch match = match(path);
    String decoded = decoded(path);
    assertThat(match(encoded(decoded))).as(path).isEqualTo(match);

    URI uri = uri(path, decoded).normalize();
    assertThat(uri.getPath()).isEqualTo(decoded);
    assertThat(match(encoded(uri.getPath()))).as(path).isEqualTo(match);

    boolean below = decoded.equals("/admin") || decoded.startsWith("/admin/");
    boolean admin = match instanceof RouteMatch.Matched matched && matched.index() == 0;
    assertThat(admin).as(path).isEqualTo(below);
  }

  /**
   * The JDK takes no characters that RFC 3986 does not know; common clients send them all the same.
   */
  private static URI uri(String path, String decoded) {
    if (STANDARD.matcher(path).matches()) {
      URI uri = URI.create("http://host" + path);
      assertThat(uri.normalize().getRawPath()).isEqualTo(path);
      return uri;
    }
    try {
      return new URI("http", "host", decoded, null);
    } catch (URISyntaxException e) {
      throw new AssertionError(path, e);
    }
  }

  /** Whatever is allowed, nothing throws. */
  private static void loosened(String path) {
    for (Ambiguity one : Ambiguity.values()) {
      if (PathForm.fault(path, EnumSet.of(one)) == null) {
        match(path);
      }
    }
    if (PathForm.fault(path, EnumSet.allOf(Ambiguity.class)) == null) {
      match(path);
    }
  }

  private static RouteMatch match(String path) {
    return TABLE.find("host", PathForm.comparable(path), "GET");
  }

  private static String decoded(String path) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '%') {
        octets.write(Integer.parseInt(path.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        octets.write(path.charAt(i));
      }
    }
    return octets.toString(StandardCharsets.UTF_8);
  }

  /** Every octet escaped that may be, but slashes. */
  private static String encoded(String path) {
    StringBuilder text = new StringBuilder();
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      text.append(octet == '/' ? "/" : String.format("%%%02x", octet));
    }
    return text.toString();
  }
}
