import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent: the blue of the plumb line, from its palest to its darkest. */
const accent: MantineColorsTuple = [
  "#e3eff8",
  "#c6def0",
  "#9cc7e6",
  "#6db6ec",
  "#3f94d1",
  "#1f78b8",
  "#0b5a94",
  "#0b4f7d",
  "#093f64",
  "#062b45",
];

export const theme = createTheme({
  colors: { accent },
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 5 },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  defaultRadius: 6,
  cursorType: "pointer",
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "18px", xl: "26px" },
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 80 } } },
    Menu: { defaultProps: { transitionProps: { duration: 60 } } },
  },
});
