package io.edgeauth.examples.gateway;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * Says which requests HTTP/2 forbids though Jetty lets them pass: they would be read differently
 * once they go on in HTTP/1.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2">RFC 9113, section 8.2.2</a>
 */
final class Http2Form {

  /** {@code Connection} itself and {@code TE} are Jetty's to refuse. */
  private static final List<String> OF_ONE_CONNECTION =
      List.of("Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade");

  private Http2Form() {}

  static boolean forbids(Request request) {
    if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
      return false;
    }
    return OF_ONE_CONNECTION.stream().anyMatch(request.getHeaders()::contains)
        || request.getHeaders().getFields("Content-Length").stream()
            .map(HttpField::getValue)
            .anyMatch(length -> length == null || !length.matches("[0-9]{1,18}"));
  }
}
