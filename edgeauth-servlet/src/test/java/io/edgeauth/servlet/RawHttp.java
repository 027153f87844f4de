package io.edgeauth.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends requests byte for byte, which no HTTP client would. */
final class RawHttp {

  /** An answer as it came. */
  record Answer(int status, List<String> head, String body) {

    /** All values of a header. */
    List<String> values(String name) {
      List<String> values = new ArrayList<>();
      for (String line : head) {
        if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
          values.add(line.substring(name.length() + 1).strip());
        }
      }
      return values;
    }

    String value(String name) {
      List<String> values = values(name);
      return values.size() == 1 ? values.get(0) : String.valueOf(values);
    }
  }

  private final int port;

  RawHttp(int port) {
    this.port = port;
  }

  /** Asks for a target with further header lines, which are sent as they are. */
  Answer get(String target, String... lines) {
    return send("GET", target, lines);
  }

  Answer send(String method, String target, String... lines) {
    StringBuilder request =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: gateway.example\r\n");
    for (String line : lines) {
      request.append(line).append("\r\n");
    }
    return exchange(request.append("Connection: close\r\n\r\n").toString());
  }

  /**
   * Sends these bytes, and no more after them, and gives whatever comes back until the server
   * closes: several answers, or none.
   */
  String everything(String request) {
    try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return ""; // reset, which is an answer too
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends these bytes and reads until the server closes. */
  Answer exchange(String request) {
    try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return parse(socket.getInputStream());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer parse(InputStream in) throws IOException {
    String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    int end = all.indexOf("\r\n\r\n");
    List<String> head = List.of(all.substring(0, end).split("\r\n", -1));
    String body = all.substring(end + 4);
    Answer answer = new Answer(Integer.parseInt(head.get(0).split(" ", -1)[1]), head, body);
    boolean chunked = answer.value("Transfer-Encoding").equals("chunked");
    return chunked ? new Answer(answer.status(), head, unchunked(body)) : answer;
  }

  private static String unchunked(String body) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < body.length()) {
      int lineEnd = body.indexOf("\r\n", at);
      int length = Integer.parseInt(body.substring(at, lineEnd).strip(), 16);
      text.append(body, lineEnd + 2, lineEnd + 2 + length);
      at = length == 0 ? body.length() : lineEnd + 4 + length;
    }
    return text.toString();
  }
}
