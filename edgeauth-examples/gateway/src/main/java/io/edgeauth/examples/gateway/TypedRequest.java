package io.edgeauth.examples.gateway;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.HeaderName;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that a person typed, to see what would become of it. */
final class TypedRequest implements EdgeRequest {

  private static final String HOST = "localhost";

  private final String method;
  private final String path;
  private final @Nullable String query;
  private final List<HeaderField> headers;
  private final String peer;

  private TypedRequest(
      String method, String path, @Nullable String query, List<HeaderField> headers, String peer) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.peer = peer;
  }

  /**
   * Reads what was typed.
   *
   * @param target path, and query behind a question mark
   * @param lines {@code Name: value} each
   * @throws IllegalArgumentException if a line is no header
   */
  static TypedRequest of(String method, String target, List<String> lines, String peer) {
    List<HeaderField> headers = new ArrayList<>();
    lines.forEach(line -> headers.add(field(line)));
    if (headers.stream().noneMatch(field -> field.name().equalsIgnoreCase("Host"))) {
      headers.add(new HeaderField("Host", HOST));
    }
    int mark = target.indexOf('?');
    return mark < 0
        ? new TypedRequest(method, target, null, headers, peer)
        : new TypedRequest(
            method, target.substring(0, mark), target.substring(mark + 1), headers, peer);
  }

  private static HeaderField field(String line) {
    int colon = line.indexOf(':');
    if (colon < 1 || !HeaderName.isToken(line.substring(0, colon))) {
      // The line may hold a token; it is not repeated.
      throw new IllegalArgumentException("a header is malformed (expected: 'Name: value')");
    }
    return new HeaderField(line.substring(0, colon), line.substring(colon + 1).strip());
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public @Nullable String authority() {
    return headers("Host").get(0);
  }

  @Override
  public String rawPath() {
    return path;
  }

  @Override
  public @Nullable String rawQuery() {
    return query;
  }

  @Override
  public String contextPath() {
    return "";
  }

  @Override
  public List<String> headers(String name) {
    return headers.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(HeaderField::value)
        .toList();
  }

  @Override
  public Collection<String> headerNames() {
    return headers.stream().map(HeaderField::name).distinct().toList();
  }

  @Override
  public String peerAddress() {
    return peer;
  }

  @Override
  public List<X509Certificate> peerCertificates() {
    return List.of();
  }
}
