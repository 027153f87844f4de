package io.edgeauth.examples.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468). */
final class PemFile {

  private static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");

  /** One block. */
  static final class Block {

    private final String label;
    private final byte[] der;

    private Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }

    String label() {
      return label;
    }

    byte[] der() {
      return der;
    }
  }

  private PemFile() {}

  static List<Block> read(Path file) throws PemException {
    Matcher blocks = BLOCK.matcher(text(file));
    List<Block> read = new ArrayList<>();
    while (blocks.find()) {
      try {
        read.add(new Block(blocks.group(1), Base64.getMimeDecoder().decode(blocks.group(2))));
      } catch (IllegalArgumentException e) {
        throw new PemException(file, "no base64 in block " + blocks.group(1));
      }
    }
    return read;
  }

  private static String text(Path file) throws PemException {
    try {
      byte[] content;
      try (InputStream in = Files.newInputStream(file)) { // its size is asked of what is read
        content = in.readNBytes(MAX_BYTES + 1);
      }
      if (content.length > MAX_BYTES) {
        throw new PemException(file, "larger than 1MB (expected: a PEM file)");
      }
      String text = new String(content, StandardCharsets.ISO_8859_1);
      if (text.contains("Proc-Type: 4,ENCRYPTED")) {
        throw new PemException(file, "an encrypted key (expected: one without a password)");
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new PemException(file, file + ": there is no such file");
    } catch (IOException e) {
      throw new PemException(
          file, file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }
}
