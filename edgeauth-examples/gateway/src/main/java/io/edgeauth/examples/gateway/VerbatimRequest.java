package io.edgeauth.examples.gateway;

import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose target is sent as it is. Jetty's own would parse it as a URI, and what is matched
 * could then be something else than what is forwarded.
 */
final class VerbatimRequest extends HttpRequest {

  private final String rawPath;
  private final @Nullable String rawQuery;

  VerbatimRequest(HttpClient client, URI origin, String rawPath, @Nullable String rawQuery) {
    super(client, new HttpConversation(), origin);
    this.rawPath = rawPath;
    this.rawQuery = rawQuery;
  }

  @Override
  public String getPath() {
    return rawPath;
  }

  @Override
  public @Nullable String getQuery() {
    return rawQuery;
  }
}
