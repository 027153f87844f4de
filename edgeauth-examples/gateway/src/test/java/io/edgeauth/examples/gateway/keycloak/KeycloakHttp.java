package io.edgeauth.examples.gateway.keycloak;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Calls of Keycloak's addresses; an answer of another kind than 2xx ends the test. */
final class KeycloakHttp {

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI server;

  KeycloakHttp(URI server) {
    this.server = server;
  }

  /** Whether the path is answered with 200 now. */
  boolean answers(String path) {
    try {
      return exchange(request(path).build()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  Map<String, Object> postForm(String path, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return parsed(
        called(
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))));
  }

  Map<String, Object> get(String path, String token) {
    return parsed(called(request(path).header("Authorization", "Bearer " + token)));
  }

  void send(String method, String path, String token, Map<String, Object> body) {
    called(
        request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(JSONObjectUtils.toJSONString(body))));
  }

  void delete(String path, String token) {
    called(request(path).header("Authorization", "Bearer " + token).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private String called(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> answer = exchange(request);
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(request + ": " + answer.statusCode() + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException(request.toString(), e);
    }
  }

  private HttpResponse<String> exchange(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> parsed(String json) {
    try {
      return json.isEmpty() ? Map.of() : JSONObjectUtils.parse(json);
    } catch (java.text.ParseException e) {
      throw new IllegalStateException(json, e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
