"""Pictures of an X11 screen, with nothing but Xlib and zlib: what a person in front of it would see."""
import ctypes
import ctypes.util
import pathlib
import struct
import zlib

ALL_PLANES, WHOLE_PIXELS = 0xFFFFFFFF, 2


class Image(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.c_void_p), ("byte_order", ctypes.c_int),
                ("bitmap_unit", ctypes.c_int), ("bitmap_bit_order", ctypes.c_int),
                ("bitmap_pad", ctypes.c_int), ("depth", ctypes.c_int), ("bytes_per_line", ctypes.c_int),
                ("bits_per_pixel", ctypes.c_int)]


def x11():
    library = ctypes.CDLL(ctypes.util.find_library("X11"))
    library.XOpenDisplay.restype = ctypes.c_void_p
    library.XDefaultRootWindow.restype = ctypes.c_ulong
    library.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
    library.XGetImage.restype = ctypes.POINTER(Image)
    library.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                                  ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
    library.XDestroyImage.argtypes = [ctypes.POINTER(Image)]
    library.XCloseDisplay.argtypes = [ctypes.c_void_p]
    return library


def png(path: pathlib.Path, width: int, height: int, rgb: bytes):
    def part(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    lines = b"".join(b"\0" + rgb[y * width * 3:(y + 1) * width * 3] for y in range(height))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                     part(b"IDAT", zlib.compress(lines, 6)) + part(b"IEND", b""))


def photograph(display: str, path: pathlib.Path, width=1280, height=800):
    library = x11()
    screen = library.XOpenDisplay(display.encode())
    image = library.XGetImage(screen, library.XDefaultRootWindow(screen), 0, 0, width, height,
                              ALL_PLANES, WHOLE_PIXELS)
    raw = ctypes.string_at(image.contents.data, image.contents.bytes_per_line * height)
    library.XDestroyImage(image)
    library.XCloseDisplay(screen)
    rgb = bytearray(width * height * 3)
    rgb[0::3], rgb[1::3], rgb[2::3] = raw[2::4], raw[1::4], raw[0::4]
    png(path, width, height, bytes(rgb))
