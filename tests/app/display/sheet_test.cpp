#include <gtest/gtest.h>
#include "app/display/offscreen_panel.h"
#include "app/display/surface_canvas.h"
