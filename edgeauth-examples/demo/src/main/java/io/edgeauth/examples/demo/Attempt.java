package io.edgeauth.examples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * A GET request to try.
 *
 * @param title what it shows
 * @param uri where it goes
 * @param headers its header lines, {@code Name: value}
 * @param expected what it should be answered
 */
record Attempt(String title, URI uri, List<String> headers, Expected expected) {

  Attempt {
    headers = List.copyOf(headers);
  }

  /** As it is typed into a shell. */
  String curl() {
    StringBuilder line = new StringBuilder("curl -i '").append(uri).append('\'');
    headers.forEach(header -> line.append(" -H '").append(header).append('\''));
    return line.toString();
  }

  HttpResponse<String> send(HttpClient http) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
    for (String header : headers) {
      int colon = header.indexOf(": ");
      request.header(header.substring(0, colon), header.substring(colon + 2));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
