package io.edgeauth.examples.gateway;

import io.edgeauth.servlet.EdgeAuthFilter;
import jakarta.servlet.http.HttpServletRequest;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint.SslSessionData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what the servlet API cannot show to EdgeAuth: the target {@code *}, an HTTP/2 request
 * that names no authority, for which a servlet would be told the server's own address, and one in
 * which stands what HTTP/2 forbids. Keeps what the gateway's settings were before EdgeAuth decided,
 * and tells it for which host the connection was opened.
 */
final class TargetGate extends Handler.Wrapper {

  private static final String SETTINGS = TargetGate.class.getName() + ".settings";

  private final LiveSettings settings;

  TargetGate(Handler handler, LiveSettings settings) {
    super(handler);
    this.settings = settings;
  }

  /** The gateway's settings before the request was decided. */
  static LiveSettings.Reading settingsOf(HttpServletRequest request) {
    if (request.getAttribute(SETTINGS) instanceof LiveSettings.Reading reading) {
      return reading;
    }
    throw new IllegalStateException("a request that did not come through the gate");
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getPath();
    if (path == null
        || !path.startsWith("/")
        || !hasAuthority(request)
        || Http2Form.forbids(request)) {
      Response.writeError(request, response, callback, 400);
      return true;
    }
    request.setAttribute(SETTINGS, settings.now());
    request.setAttribute(EdgeAuthFilter.TLS_SERVER_NAME, serverName(request));
    return super.handle(request, response, callback);
  }

  /** What the client named in the handshake; null without TLS, and for an address. */
  private static @Nullable String serverName(Request request) {
    return request.getAttribute(SslSessionData.ATTRIBUTE) instanceof SslSessionData tls
            && tls.sslSession() instanceof ExtendedSSLSession session
        ? session.getRequestedServerNames().stream()
            .filter(SNIHostName.class::isInstance)
            .map(name -> ((SNIHostName) name).getAsciiName())
            .findFirst()
            .orElse(null)
        : null;
  }

  private static boolean hasAuthority(Request request) {
    String authority = request.getHttpURI().getAuthority();
    return authority == null
        ? request.getHeaders().contains(HttpHeader.HOST)
        : !authority.isEmpty();
  }
}
