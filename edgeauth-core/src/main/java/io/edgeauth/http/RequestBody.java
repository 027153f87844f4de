package io.edgeauth.http;

import java.io.IOException;
import java.io.InputStream;

/** What came of asking a request for its body. None of it is ever an exception. */
public sealed interface RequestBody {

  /**
   * The whole body.
   *
   * @param bytes as they came, without what HTTP frames them with; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // read once and let go; nobody compares two bodies
  record Content(byte[] bytes) implements RequestBody {

    /** Shows the length alone: a body may hold credentials. */
    @Override
    public String toString() {
      return "Content[" + bytes.length + " bytes]";
    }
  }

  /** There is more of it than was asked for. */
  record TooLarge() implements RequestBody {
    /** The only one. */
    public static final TooLarge INSTANCE = new TooLarge();
  }

  /** The client went away, was too slow for its server, or broke the form that HTTP has. */
  record Unreadable() implements RequestBody {
    /** The only one. */
    public static final Unreadable INSTANCE = new Unreadable();
  }

  /** The adapter does not tell bodies. */
  record Unsupported() implements RequestBody {
    /** The only one. */
    public static final Unsupported INSTANCE = new Unsupported();
  }

  /** Opens the stream of a body, as servers give it. */
  @FunctionalInterface
  interface Source {

    /**
     * Opens it.
     *
     * @return the stream; it is not closed, since some servers end the connection by that
     * @throws IOException if the server cannot give it
     */
    InputStream open() throws IOException;
  }

  /**
   * Reads a body, for adapters: no further than one byte past what is wanted, and whatever the
   * server throws is an answer. Blocks as long as the server lets a client be slow.
   *
   * @param source where it comes from
   * @param max how many bytes are wanted
   * @return the body, or why there is none
   */
  static RequestBody read(Source source, int max) {
    try {
      byte[] bytes = source.open().readNBytes(max + 1);
      return bytes.length > max ? TooLarge.INSTANCE : new Content(bytes);
    } catch (IOException | RuntimeException e) {
      // Servers throw either for what a client did: a reset, a chunk without a length, silence.
      return Unreadable.INSTANCE;
    }
  }
}
