package io.edgeauth.examples.gateway;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The content of a chunked body that is entered inside, at the end of a chunk. */
final class Chunks extends InputStream {

  private final InputStream in;
  private int left;
  private boolean ended;

  Chunks(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    if (left == 0) {
      line();
      left = Integer.parseInt(line(), 16);
      if (left == 0) {
        ended = true;
        return -1;
      }
    }
    int read = in.read(buffer, offset, Math.min(left, length));
    if (read < 0) {
      throw new EOFException("inside a chunk");
    }
    left -= read;
    return read;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("between chunks");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
