package io.edgeauth.contract;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A request as the application behind the adapter sees it. An adapter's author implements it over
 * what the server hands to applications, by the very methods that applications would call.
 */
public interface ReceivedRequest {

  /** The method. */
  String method();

  /** The path, raw, with the context path. */
  String rawPath();

  /** The query, raw, or null. */
  String rawQuery();

  /** The names of all headers. */
  Collection<String> headerNames();

  /** All lines of a header; empty where it is not there. */
  List<String> headers(String name);

  /** A header by the method that gives one value, or null; where there is none, the first line. */
  default String header(String name) {
    List<String> lines = headers(name);
    return lines.isEmpty() ? null : lines.get(0);
  }

  /** The body. */
  InputStream body() throws IOException;

  /** The trailers, asked for when the body has been read. Empty where the server tells none. */
  default Map<String, String> trailers() {
    return Map.of();
  }
}
